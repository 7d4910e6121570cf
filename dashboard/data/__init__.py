"""Access to the published snapshot: where it is, and running expressions on it. No Streamlit here."""

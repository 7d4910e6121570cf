"""What the figures say: answers turned into sentences, chart specifications and lists. No drawing, no Streamlit.

Pages, wall and files show the same stories; each module says what it tells of.
"""

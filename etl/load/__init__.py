"""Loading files a person brings: what would happen, publishing it, undoing it.

Belongs here: from readings to the inputs of a build. Does not belong here: reading files (``etl.read``), the build.
"""

"""The OOXML package: the gate in front of it, the archive, the few XML helpers, and outputs written whole."""

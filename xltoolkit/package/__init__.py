"""The OOXML package: the gate in front of it, the archive, the few XML helpers, and files written whole or not at all."""

"""Operations: is everything well (doctor), keep a copy (backup), bring it back (restore)."""

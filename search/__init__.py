"""The matching service: pure Python over plain documents, without Flask, SQLAlchemy or the portal."""

"""Django's PostgreSQL backend with a quicker look at whether a connection that was kept still holds."""

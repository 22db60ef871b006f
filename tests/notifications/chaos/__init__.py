"""The clock under kills, with real processes: workers, two beats, a broker, a mail server, the database's own connections."""

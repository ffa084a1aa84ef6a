"""Where Django looks for the backend named in settings."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Asked once a request of a kept connection. Instead of a round trip, a look at the socket: a server that
        ended, or a connection it closed, shows there as something to read; a healthy idle one is silent."""
        if self.connection is None or self.connection.closed:
            return False
        watch = select.poll()
        watch.register(self.connection.fileno(), select.POLLIN | select.POLLERR | select.POLLHUP)
        return not watch.poll(0)

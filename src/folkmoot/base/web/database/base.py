"""Where Django looks for the backend named in settings."""

import select
from typing import Any

from django.db.backends.postgresql import base, operations

PREPARED_AT_MOST = 500


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        """For logs and tests. Of a prepared statement the driver forgets the text: then values stay open."""
        return super().last_executed_query(cursor, sql, params) or str(sql)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params: Any) -> Any:
        connection = super().get_new_connection(conn_params)
        # The driver counts every text that is sent, those of the ORM with their values in them too. With its usual
        # hundred, what is to be prepared would be forgotten before it was counted twice.
        connection.prepared_max = PREPARED_AT_MOST
        return connection

    def is_usable(self) -> bool:
        """Asked once a request of a kept connection. Instead of a round trip, a look at the socket: a server that
        ended, or a connection it closed, shows there as something to read; a healthy idle one is silent."""
        if self.connection is None or self.connection.closed:
            return False
        watch = select.poll()
        watch.register(self.connection.fileno(), select.POLLIN | select.POLLERR | select.POLLHUP)
        return not watch.poll(0)

    def preparing_cursor(self) -> Any:
        """A cursor that sends values apart from the statement, so that PostgreSQL may keep its plan.

        It does when the settings allow it (`prepare_threshold`); else this is only another way to say the same.
        """
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(base.ServerBindingCursor(self.connection))  # type: ignore[attr-defined,call-arg]

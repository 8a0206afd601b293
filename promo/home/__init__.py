"""What people see first: the portfolio of all clients, and one client's overview."""

"""People: accounts, roles, sessions, invitations. `access` says whom one may see and edit."""

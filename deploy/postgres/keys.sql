-- The key store's own database: without it no personal field can be read, so its backups expire (docs/state.md).
create database keys;

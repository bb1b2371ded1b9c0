-- The schema registry's own database: its ids stand in the log's bytes, so it is backed up apart (docs/state.md).
create database registry;

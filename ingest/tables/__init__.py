"""Tables, by mapping: CSV and Parquet to claims and ledger, set by set in DuckDB."""

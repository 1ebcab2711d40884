"""Endings of files, by what is read from them; and those that no reader takes, with what to do with each."""

from __future__ import annotations

__all__ = ["RDF", "TABLES", "UNREAD", "YAML"]

#: Reports, judgements and mappings.
YAML = (".yaml", ".yml")
#: Exported records; ``standoff.readers.record_file`` says how each is parsed.
RDF = (".ttl", ".nt", ".rdf", ".jsonld", ".trig", ".nq")
#: Tables of events, including packed ones.
TABLES = {
    *(".csv", ".tsv", ".tab", ".txt", ".parquet", ".xlsx", ".xlsm"),
    *(".json", ".jsonl", ".ndjson", ".geojson", ".geojsonl", ".feather", ".arrow", ".ipc", ".dta"),
    *(".gz", ".bz2", ".xz", ".zst", ".zip"),
}

#: What is not read: what it is, and what to do.
UNREAD = {
    ".xls": "an old Excel workbook. Save it as .xlsx, or the sheet as CSV (UTF-8)",
    ".xlsb": "a binary Excel workbook. Save it as .xlsx, or the sheet as CSV (UTF-8)",
    ".ods": "an OpenDocument spreadsheet. Save it as .xlsx, or the sheet as CSV (UTF-8)",
    ".numbers": "a workbook of Numbers. Export it as CSV or .xlsx",
    ".rds": 'an R object. Write it with write.csv(x, "file.csv", fileEncoding = "UTF-8"), or arrow::write_parquet',
    ".rda": 'an R workspace. Write the table in it with write.csv(x, "file.csv", fileEncoding = "UTF-8")',
    ".rdata": 'an R workspace. Write the table in it with write.csv(x, "file.csv", fileEncoding = "UTF-8")',
    ".sav": "an SPSS file. Save it as CSV (UTF-8) or .dta",
    ".sas7bdat": "a SAS file. Export it as CSV (UTF-8)",
    ".pkl": "a Python pickle, which can run code when it is opened. Write it with to_parquet() or to_csv()",
    ".h5": "an HDF5 file. Write the table in it as Parquet or CSV",
    ".sqlite": "a database. Export the table as CSV",
    ".db": "a database. Export the table as CSV",
    ".mdb": "an Access database. Export the table as CSV",
    ".accdb": "an Access database. Export the table as CSV",
    ".dbf": "a dBASE table. Save it as CSV (UTF-8)",
    ".shp": "a shapefile. Save its layer as GeoJSON or CSV",
    ".gpkg": "a GeoPackage. Save its layer as GeoJSON or CSV",
    ".kml": "a map in KML. Save its layer as GeoJSON or CSV",
    ".kmz": "a map in KML. Save its layer as GeoJSON or CSV",
    ".xml": "XML. Give the table as CSV, JSON or Parquet",
    ".orc": "an ORC file. Write it as Parquet",
    ".avro": "an Avro file. Write it as Parquet",
    ".7z": "an archive. Unpack it and read the table in it",
    ".rar": "an archive. Unpack it and read the table in it",
    ".tar": "an archive of several files. Unpack it and read the table in it",
    ".tgz": "an archive of several files. Unpack it and read the table in it",
    ".crdownload": "a download that has not ended. Download it again",
    ".part": "a download that has not ended. Download it again",
}

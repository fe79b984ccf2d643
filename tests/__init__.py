"""Tests in four kinds: tables of cases, agreement with the reference, golden files, guards."""

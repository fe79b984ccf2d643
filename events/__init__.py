"""The data: vocabulary, event logs, entities, declared coverage, civil time and working days."""

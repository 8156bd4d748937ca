"""A connection of gp-sync as a task of Airflow."""

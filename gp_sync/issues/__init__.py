"""What finance reads of the findings: open issues, and warnings of what nothing stops."""

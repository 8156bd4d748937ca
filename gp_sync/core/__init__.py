"""What the engine thinks with: values, findings and the pure decision. Nothing in here does I/O."""

"""What tests of `gp-sync run` share: a schedule in the configuration."""

from tests.end_to_end.world import World

__all__ = ["schedule"]


def schedule(world: World, port: int = 0, **keys: str) -> None:
    """Put a schedule into the configuration: every minute, without jitter."""
    lines = {"health_port": str(port), "jitter_seconds": "0", "cutoff_days": "0"} | keys
    text = "".join(f"{key} = {value}\n" for key, value in lines.items())
    with world.config.open("a", encoding="utf-8") as file:
        file.write(f'[schedule]\n{text}[schedule.cron]\npurchase_orders = "* * * * *"\n')

"""The model of the counts, and of figures without counts: where a series stands, where it will be at its deadline, how likely it is to be met."""

from qingmiao.progress.forecasting.model import Forecast, forecast_counts, forecast_values
from qingmiao.progress.forecasting.panel import Panel

__all__ = ["Forecast", "Panel", "forecast_counts", "forecast_values"]

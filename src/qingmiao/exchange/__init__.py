"""What goes out of a site and comes back to it: workbooks to be filled in without a network."""

from qingmiao.exchange.marking import marked, not_worked_out
from qingmiao.exchange.returned import Filled, Returned, read_workbook
from qingmiao.exchange.workbooks import Ask, Paper, write_workbook

__all__ = ["Ask", "Filled", "Paper", "Returned", "marked", "not_worked_out", "read_workbook", "write_workbook"]

"""Reports for many areas: papermill runs the notebook, nbconvert publishes it, one area at a time.

A report is written whole or not at all. One area that fails does not stop the
others, and everything that happened is in the receipt ``reports/build.json``.
"""

from wijkanalyse.batch.plan import Job, plan_jobs
from wijkanalyse.batch.run import run_batch
from wijkanalyse.batch.task import Result

__all__ = ["Job", "Result", "plan_jobs", "run_batch"]

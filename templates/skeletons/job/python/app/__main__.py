from app.work import work

# An exception ends with 1, so that the job is shown as failed.
print(work(), flush=True)

import unittest

from app.work import work


class WorkTest(unittest.TestCase):
    def test_says_what_it_did(self):
        self.assertEqual(work(), "The work is done")

import json
import threading
import unittest
from urllib.error import HTTPError
from urllib.request import urlopen

from app.server import HEALTH, SERVICE, create_server


class ServerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = create_server(0, "127.0.0.1")
        cls.base = f"http://127.0.0.1:{cls.server.server_address[1]}"
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()

    def test_is_well(self):
        with urlopen(self.base + HEALTH) as response:
            self.assertEqual(response.status, 200)

    def test_says_who_it_is(self):
        with urlopen(self.base) as response:
            self.assertEqual(json.load(response), {"service": SERVICE})

    def test_says_what_is_not_there(self):
        with self.assertRaises(HTTPError) as raised:
            urlopen(self.base + "/nothing")
        self.assertEqual(raised.exception.code, 404)
        raised.exception.close()

import os
import signal
import threading

from app.server import create_server

port = int(os.environ.get("PORT", "${{ values.port }}"))
server = create_server(port)


# Kubernetes asks like this before it stops an instance: answer what has begun, then go.
def stop(*_):
    threading.Thread(target=server.shutdown).start()


signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGINT, stop)

print(f"Listening on port {port}", flush=True)
server.serve_forever()
server.server_close()

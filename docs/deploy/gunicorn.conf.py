"""How gunicorn serves one process of the platform: ``gunicorn -c gunicorn.conf.py engagement.wsgi``."""

import multiprocessing
import os

# The proxy talks to a socket file that only its group may open: no port, and no address of a visitor but the proxy's.
bind = f"unix:/run/engagement/{os.environ['SERVICE']}.sock"
umask = 0o007

# Threads wait for the database; processes use the processors. Every process keeps its threads' connections open.
workers = min(4, multiprocessing.cpu_count())
threads = 8
worker_class = "gthread"
timeout = 60
graceful_timeout = 30
keepalive = 5

# The product is loaded once, before the processes are made.
preload_app = True
# Signs of life go to memory: on a slow disk a busy worker would be taken for dead.
worker_tmp_dir = "/dev/shm"

# No line a request, and no remark about a bad one: each would tell when it came.
accesslog = None
loglevel = "critical"
# The proxy sends one line and some thirty headers; nothing longer is read.
limit_request_line = 4094
limit_request_fields = 60
# No second way into the process.
control_socket_disable = True

"""AWS KMS as LocalStack emulates it, and nothing else of AWS, on a port of this machine that goes to standard output."""

import os

os.environ.update(DISABLE_EVENTS="1", SKIP_SSL_CERT_DOWNLOAD="1", SKIP_INFRA_DOWNLOADS="1")

from localstack.aws.app import LocalstackAwsGateway
from localstack.aws.serving.wsgi import WsgiGateway
from localstack.services.kms.provider import KmsProvider
from localstack.services.plugins import Service, ServiceManager
from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    def log_request(self, *_):
        pass


manager = ServiceManager()
manager.add_service(Service.for_provider(KmsProvider()))
server = make_server("127.0.0.1", 0, WsgiGateway(LocalstackAwsGateway(manager)), threaded=True, request_handler=Quiet)
print(server.server_port, flush=True)
server.serve_forever()

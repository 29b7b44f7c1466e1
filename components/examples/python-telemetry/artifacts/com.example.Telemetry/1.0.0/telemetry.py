"""Publishes the machine's load on a local topic, by the IPC client of the AWS IoT Device SDK.

Configuration: interval (seconds), topic, commands (a topic; {"command": "report"} on it asks for a report at once).
"""

import json
import os
import sys
import threading
import time

from awsiot.greengrasscoreipc.clientv2 import GreengrassCoreIPCClientV2
from awsiot.greengrasscoreipc.model import BinaryMessage, JsonMessage, PublishMessage


def lost(error=None):
    """A subscription that ends takes the component with it: the nucleus starts it again, with a new connection."""
    print("subscription ended:", error, file=sys.stderr)
    os._exit(1)


def load_report():
    return {"time": time.time(), "load": os.getloadavg()[0], "thing": os.environ.get("AWS_IOT_THING_NAME")}


def command_of(event):
    """A command comes as JSON, or as bytes that hold JSON."""
    if event.json_message:
        message = event.json_message.message
    else:
        try:
            message = json.loads(event.binary_message.message)
        except ValueError:
            return None
    return message.get("command") if isinstance(message, dict) else None


def main():
    wake = threading.Event()  # set from the client's threads: there is something to do before the interval is over
    client = GreengrassCoreIPCClientV2()
    settings = client.get_configuration(key_path=[]).value

    def on_message(event):
        command = command_of(event)
        if command == "report":
            wake.set()
        else:
            print("unknown command:", command, file=sys.stderr)

    def on_update(event):
        print("configuration changed:", event.configuration_update_event.key_path)
        wake.set()

    client.subscribe_to_configuration_update(key_path=[], on_stream_event=on_update, on_stream_error=lost, on_stream_closed=lost)
    client.subscribe_to_topic(topic=settings["commands"], on_stream_event=on_message, on_stream_error=lost, on_stream_closed=lost)
    print("publishing on", settings["topic"])
    while True:
        settings = client.get_configuration(key_path=[]).value
        report = load_report()
        client.publish_to_topic(topic=settings["topic"], publish_message=PublishMessage(json_message=JsonMessage(message=report)))
        # The same for readers that expect bytes.
        client.publish_to_topic(
            topic=settings["topic"] + "/raw",
            publish_message=PublishMessage(binary_message=BinaryMessage(message=json.dumps(report).encode())),
        )
        wake.wait(max(0.1, float(settings["interval"])))
        wake.clear()


if __name__ == "__main__":
    main()

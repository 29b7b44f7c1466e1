"""The loop that one writes with OpenCV: read a frame, look at it, keep what was found.

opencv_loop.py CLIP FRAMES dnn MODEL.onnx WIDTH HEIGHT | haar CASCADE.xml
Prints the seconds from the first frame asked for to the last one looked at, and how many frames that were.
"""
import sys
import time

import cv2

clip, frames, kind, weights = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
if kind == "dnn":
    size = int(sys.argv[5]), int(sys.argv[6])
    net = cv2.dnn.readNetFromONNX(weights)
    names = net.getUnconnectedOutLayersNames()

    def look(frame):
        net.setInput(cv2.dnn.blobFromImage(cv2.resize(frame, size)))
        return net.forward(names)
else:
    cascade = cv2.CascadeClassifier(weights)

    def look(frame):
        return cascade.detectMultiScale(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY))

capture = cv2.VideoCapture(clip)
ok, frame = capture.read()
look(frame)  # what is made once
capture = cv2.VideoCapture(clip)
start = time.perf_counter()
seen = 0
while seen < frames:
    ok, frame = capture.read()
    if not ok:
        break
    look(frame)
    seen += 1
print(time.perf_counter() - start, seen)

// A point that is dragged over a picture, by mouse or touch. The server gets one position at a time: while it works, only the newest waits.
export function create(element, server) {
  let waiting = null, busy = false, gone = false, dragging = null;

  async function tell(event) {
    const box = element.getBoundingClientRect();
    waiting = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    if (busy) return;
    busy = true;
    while (waiting && !gone) {
      const place = waiting;
      waiting = null;
      try { await server.invokeMethodAsync("DragAsync", ...place); } catch (failure) { if (!gone) console.warn(failure); break; }
    }
    busy = false;
  }

  const listeners = {
    pointerdown(event) { dragging = event.pointerId; element.setPointerCapture(dragging); event.preventDefault(); tell(event); },
    pointermove(event) { if (event.pointerId === dragging) tell(event); },
    pointerup() { dragging = null; },
    pointercancel() { dragging = null; },
  };
  for (const [name, listener] of Object.entries(listeners)) element.addEventListener(name, listener);
  element.dataset.ready = "";

  return {
    dispose() {
      gone = true;
      for (const [name, listener] of Object.entries(listeners)) element.removeEventListener(name, listener);
    },
  };
}

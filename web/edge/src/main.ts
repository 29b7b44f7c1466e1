import '../../shared/styles/tokens.css';
import '../../shared/styles/base.css';
import './page.css';
import { formatDuration } from '../../shared/lib/time';
import { fetchCameras, fetchSensor, fetchStatus, fetchStreams, setSensor, type GatewayStatus } from './api';
import { showCameras } from './cameras';
import { showComponents } from './components';
import { byId, toneOf } from './dom';
import { showStreams } from './streams';

const EveryMs = 1000;

function showStatus(status: GatewayStatus): void {
  document.title = `${status.device} · Shoreline`;
  byId('device').textContent = status.device;
  byId('about').textContent = `Shoreline ${status.version}, up ${formatDuration(status.uptimeSeconds * 1000)}`;
  const cloud = byId('cloud');
  cloud.textContent = status.cloud ? `cloud ${status.cloud.state}` : 'no cloud set up';
  cloud.dataset['tone'] = status.cloud ? toneOf(status.cloud.state) : 'neutral';
  cloud.title = status.cloud?.url ?? 'Records stay here. Set “cloud” in edge.yaml to send them on.';
  showComponents(status.components);
}

function showSensor(sensor: { on: boolean } | null): void {
  const button = byId('sensor') as HTMLButtonElement;
  const on = sensor?.on ?? false;
  button.disabled = sensor === null;
  button.setAttribute('aria-checked', String(on));
  button.textContent = sensor === null ? 'No sensor runs here' : on ? 'Sensor is on' : 'Sensor is off';
}

function showFault(fault: unknown): void {
  const line = byId('fault');
  line.hidden = fault === null;
  line.textContent = fault instanceof Error ? fault.message : '';
}

async function refresh(): Promise<void> {
  try {
    const [status, streams, cameras, sensor] = await Promise.all([fetchStatus(), fetchStreams(), fetchCameras(), fetchSensor()]);
    showStatus(status);
    showStreams(streams);
    showCameras(cameras);
    showSensor(sensor);
    showFault(null);
  } catch (fault) {
    showFault(fault);
  }
}

async function refreshForEver(): Promise<void> {
  for (;;) {
    if (!document.hidden) await refresh();
    await new Promise(resume => setTimeout(resume, EveryMs));
  }
}

byId('sensor').addEventListener('click', event => {
  const on = (event.currentTarget as HTMLElement).getAttribute('aria-checked') !== 'true';
  setSensor(on).then(refresh, showFault);
});
void refreshForEver();

// Upper bounds in seconds: one row takes well under a millisecond, a batch of 1000 some ten.
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Counters of one server and their Prometheus text. Latency is that of inference requests alone. */
export function createMetrics() {
  const started = Date.now() / 1000;
  const requests = new Map();
  const buckets = BUCKETS.map(() => 0);
  let seconds = 0;
  let inferences = 0;
  let errors = 0;
  let rows = 0;
  let inFlight = 0;

  return {
    begin: () => {
      inFlight++;
    },
    end: ({ route, code, ms, answered }) => {
      inFlight--;
      const labels = `route="${route}",code="${code}"`;
      requests.set(labels, (requests.get(labels) ?? 0) + 1);
      if (code >= 500) errors++;
      if (route !== 'infer') return;
      inferences++;
      seconds += ms / 1000;
      rows += answered;
      const first = BUCKETS.findIndex((bound) => ms / 1000 <= bound);
      if (first !== -1) buckets[first]++;
    },
    text: ({ name, version, kind, ready }) => {
      let sum = 0;
      const histogram = BUCKETS.map((bound, i) => {
        sum += buckets[i];
        return `http_request_duration_seconds_bucket{route="infer",le="${bound}"} ${sum}`;
      });
      return [
        ...head('http_requests_total', 'counter', 'Requests by route and status code.'),
        ...[...requests].map(([labels, n]) => `http_requests_total{${labels}} ${n}`),
        ...head('http_errors_total', 'counter', 'Requests answered with a status of 500 or above.'),
        `http_errors_total ${errors}`,
        ...head('http_request_duration_seconds', 'histogram', 'Seconds from request to end of response.'),
        ...histogram,
        `http_request_duration_seconds_bucket{route="infer",le="+Inf"} ${inferences}`,
        `http_request_duration_seconds_sum{route="infer"} ${seconds}`,
        `http_request_duration_seconds_count{route="infer"} ${inferences}`,
        ...head('http_requests_in_flight', 'gauge', 'Requests being answered now, this one among them.'),
        `http_requests_in_flight ${inFlight}`,
        ...head('model_rows_total', 'counter', 'Rows classified.'),
        `model_rows_total ${rows}`,
        ...head('model_ready', 'gauge', '1 while the model takes requests.'),
        `model_ready ${ready ? 1 : 0}`,
        ...head('model_info', 'gauge', 'The model and its version.'),
        `model_info{name="${name}",version="${version}",kind="${kind}"} 1`,
        ...head('process_resident_memory_bytes', 'gauge', 'Resident memory.'),
        `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
        ...head('process_start_time_seconds', 'gauge', 'Start of the process, seconds since 1970.'),
        `process_start_time_seconds ${started}`,
        '',
      ].join('\n');
    },
  };
}

function head(name, type, help) {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

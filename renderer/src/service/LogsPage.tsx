/** Logs */
export function LogsPage() {
  return (
    <div className="page">
      <div className="head">
        <h1>Logs</h1>
      </div>
    </div>
  );
}

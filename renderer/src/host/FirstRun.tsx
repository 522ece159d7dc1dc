/** Hosts */
export function FirstRun() {
  return (
    <div className="page">
      <div className="head">
        <h1>Hosts</h1>
      </div>
    </div>
  );
}

/** Deployment */
export function DeploymentPage() {
  return (
    <div className="page">
      <div className="head">
        <h1>Deployment</h1>
      </div>
    </div>
  );
}

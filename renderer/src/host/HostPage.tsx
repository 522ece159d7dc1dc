/** Host */
export function HostPage() {
  return (
    <div className="page">
      <div className="head">
        <h1>Host</h1>
      </div>
    </div>
  );
}

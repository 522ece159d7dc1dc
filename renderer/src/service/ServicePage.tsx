/** Service */
export function ServicePage() {
  return (
    <div className="page">
      <div className="head">
        <h1>Service</h1>
      </div>
    </div>
  );
}

/** Deploy a model */
export function ImagePage() {
  return (
    <div className="page">
      <div className="head">
        <h1>Deploy a model</h1>
      </div>
    </div>
  );
}

/** Compare */
export function ComparePage() {
  return (
    <div className="page">
      <div className="head">
        <h1>Compare</h1>
      </div>
    </div>
  );
}

/** History */
export function HistoryPage() {
  return (
    <div className="page">
      <div className="head">
        <h1>History</h1>
      </div>
    </div>
  );
}

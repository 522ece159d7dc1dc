/** Deploy */
export function DraftPage() {
  return (
    <div className="page">
      <div className="head">
        <h1>Deploy</h1>
      </div>
    </div>
  );
}

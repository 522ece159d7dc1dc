/** Update */
export function UpdatePage() {
  return (
    <div className="page">
      <div className="head">
        <h1>Update</h1>
      </div>
    </div>
  );
}

/** Settings */
export function SettingsPage() {
  return (
    <div className="page">
      <div className="head">
        <h1>Settings</h1>
      </div>
    </div>
  );
}

import { Link } from '@tanstack/react-router';

export function NotFound() {
  return (
    <div className="page">
      <div className="head">
        <h1>There is no such page</h1>
      </div>
      <div className="empty">
        <p>The address may be from another console, or the service it named has another name now.</p>
        <Link to="/" className="link">
          All services
        </Link>
      </div>
    </div>
  );
}

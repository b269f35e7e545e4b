import { lazy, Suspense } from 'react';
import { useNotifications } from '../../app/hooks';

const MessageList = lazy(() => import('./MessageList'));

/** What the application has to say, at the foot of the page; nothing is loaded before there is something. */
export function Messages() {
  const any = useNotifications((state) => state.messages.length > 0);
  if (!any) return null;
  return (
    <Suspense fallback={null}>
      <MessageList />
    </Suspense>
  );
}

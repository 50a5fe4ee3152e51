// Shows what the server pushes, also when no page is open; a press opens the
// order's page.
self.addEventListener('push', (e) => {
  const m = e.data ? e.data.json() : {};
  e.waitUntil(self.registration.showNotification(m.title || 'Linli', { body: m.text, lang: m.language, tag: m.id, data: m.link }));
});
self.addEventListener('notificationclick', (e) => {
  e.notification.close();
  if (e.notification.data) e.waitUntil(self.clients.openWindow(e.notification.data));
});

import { createServer } from 'node:http';

// Stands where bot/server.ts stands in tests of the sandbox: it is ready, tells its environment, and dies when asked.
createServer((request, response) => {
  if (request.url === '/die') process.exit(7);
  if (request.url === '/environment') return response.end(JSON.stringify(process.env));
  if (request.url?.startsWith('/r/')) {
    response.writeHead(302, { location: 'https://liff.line.me/2001234567-Musubi01/products/kumo' });
    return response.end();
  }
  response.end('ok');
}).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('tiny product listens'));

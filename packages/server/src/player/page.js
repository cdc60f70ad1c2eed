// The pages around the player: which stream it plays stands in their address.

const query = new URLSearchParams(location.search);
const player = document.querySelector("cutstream-player");
for (const name of ["aspect", "theme", "lang", "poster"]) {
  const value = query.get(name);
  if (value !== null) player.setAttribute(name, value);
}
for (const name of ["muted", "loop"]) player.toggleAttribute(name, query.has(name));

// Who opens the player's page wants to see it play; whoever embeds it says so.
const embedded = document.body.className === "embed";
player.toggleAttribute("autoplay", embedded ? query.has("autoplay") : true);

const address = query.get("url");
if (address !== null) {
  document.querySelector("#url").value = address;
  // Streams of this server are told of what becomes of them.
  const stream = URL.parse(address, location.href);
  if (stream?.origin === location.origin && stream.pathname.includes("/u/")) {
    player.setAttribute("cmcd-events", new URL("events", stream).href);
  }
  player.src = address;
}
player.focus();

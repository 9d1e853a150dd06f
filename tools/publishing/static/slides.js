// Draws the diagrams, then starts reveal.js. A diagram is drawn outside of its slide, which is not on the screen yet.
const settings = {
  width: 1280,
  height: 720,
  margin: 0,
  center: false,
  controls: false,
  hash: true,
  history: false,
  slideNumber: "c/t",
  transition: "none",
  backgroundTransition: "none",
  pdfSeparateFragments: false,
  plugins: [RevealNotes],
};

async function draw() {
  const sources = document.querySelectorAll("pre.mermaid");
  if (sources.length === 0) return;
  mermaid.initialize({ startOnLoad: false, theme: "neutral", securityLevel: "strict" });
  for (const [at, source] of sources.entries()) {
    const drawn = await mermaid.render(`diagram-${at}`, source.textContent);
    source.outerHTML = drawn.svg;
  }
}

draw().then(() => Reveal.initialize(settings));

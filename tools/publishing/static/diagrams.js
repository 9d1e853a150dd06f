// Draws the diagrams of a page. Their text for those who don't see them is in their source (accTitle, accDescr).
mermaid.initialize({ startOnLoad: true, theme: "neutral", securityLevel: "strict" });

/** The style sheet of the documentation page, for phones and for dark mode too. */
export const style = `
:root{color-scheme:light dark;--ink:#1d1d1b;--soft:#66655f;--paper:#fbfaf6;--line:#dedbd0;
--code:#f1efe7;--red:#c8321f;--blue:#1f5fa8;--yellow:#e5a912;--green:#2c7a4b}
@media (prefers-color-scheme:dark){:root{--ink:#ecebe6;--soft:#a3a198;--paper:#191918;
--line:#3a3935;--code:#252522;--red:#ef6a55;--blue:#76b0f2;--yellow:#f2c14b;--green:#6cc78f}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif;
overflow-wrap:break-word}
header,main{max-width:58rem;margin:auto;padding:1.25rem}
header{border-top:.5rem solid var(--red);padding-bottom:0}
h1{font-size:1.9rem;line-height:1.2;margin:.3rem 0}
h1 small{font-size:1rem;font-weight:400;color:var(--soft)}
h2{margin:2.2rem 0 .6rem;padding-bottom:.25rem;border-bottom:3px solid var(--yellow);
font-size:1.3rem}
h3{margin:1.4rem 0 .2rem;font-size:1.05rem}h4{margin:1rem 0 .3rem;font-size:.95rem}
h4 small{font-weight:400;color:var(--soft)}
p{margin:.3rem 0}a{color:var(--blue)}small{color:var(--soft)}
nav{display:flex;flex-wrap:wrap;gap:.4rem;margin-top:1rem}
nav a{padding:.3rem .7rem;border:1px solid var(--line);border-radius:99px;text-decoration:none}
code,pre{font:.9em/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}
code{background:var(--code);border-radius:3px;padding:.05em .3em}
pre{background:var(--code);border-radius:6px;padding:.8rem;overflow-x:auto}
details{border:1px solid var(--line);border-radius:6px;margin:.5rem 0}
summary{cursor:pointer;padding:.65rem .8rem}summary span{color:var(--soft)}
details[open] summary{border-bottom:1px solid var(--line)}.inside{padding:.3rem .8rem .8rem}
.method{display:inline-block;min-width:4.2em;text-align:center;border-radius:4px;
color:var(--paper);background:var(--soft);font-size:.78rem;padding:.15rem .3rem}
.get{background:var(--blue)}.post{background:var(--green)}
.put,.patch{background:var(--yellow);color:#1d1d1b}.delete{background:var(--red)}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;
border-bottom:1px solid var(--line)}
th{width:12rem}th b{color:var(--red)}@media (max-width:40rem){th{width:auto}}
article:target{outline:2px solid var(--yellow);outline-offset:.5rem;border-radius:4px}
`;

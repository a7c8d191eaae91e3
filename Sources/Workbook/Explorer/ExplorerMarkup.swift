import Support

/// The page's elements; the script fills them.
enum ExplorerMarkup {
  /// The title, and what there is to do.
  static func header(_ data: ExplorerData) -> String {
    """
    <header data-part="intro">
    <h1>Drag the threshold</h1>
    <p class="lead">These are real values of the network <b>\(xmlText(data.network))</b>, counted on \
    \(data.ledger.images.count) pictures. A quantizer has one threshold t: what lies beyond it is clipped, the rest \
    is rounded to steps of Δ. Move t, and see what that does to the values, the error and the answers.</p>
    </header>
    """
  }

  /// Controls, views and tables; hidden until the script runs.
  static let explorer = """
    <main id="explorer" hidden>
    <section class="place" data-part="output" aria-label="Output">
    <div class="pick">
    <label for="output">Output</label>
    <select id="output"></select>
    </div>
    <button type="button" id="previous"><span aria-hidden="true">←</span> Previous</button>
    <button type="button" id="next">Next <span aria-hidden="true">→</span></button>
    <button type="button" id="full">Full screen</button>
    </section>
    <h2 class="name"><span id="output-name"></span> <small><span id="where"></span>: <span id="output-facts"></span></small></h2>
    <div class="board">
    <div class="side">
    <section class="controls" aria-label="Controls">
    <form id="t-form" novalidate>
    <label for="t" class="strong">Threshold t</label>
    <div class="row">
    <button type="button" id="t-less" aria-label="Smaller t">−</button>
    <input type="range" id="t">
    <button type="button" id="t-more" aria-label="Larger t">+</button>
    <input type="text" id="t-typed" inputmode="decimal" autocomplete="off" size="7" aria-label="Threshold t, typed">
    </div>
    <p class="hint" id="t-note" role="status"></p>
    </form>
    <div id="guess">
    <p>Where would you put t? A small t clips values. A large t makes all steps coarse. Place it, then look.</p>
    <button type="button" id="reveal" class="main">Reveal</button>
    </div>
    <div data-part="hardware">
    <fieldset>
    <legend>What the hardware allows</legend>
    <label><input type="radio" name="hardware" id="hardware-pot"> powers of two</label>
    <label><input type="radio" name="hardware" id="hardware-any"> any t</label>
    <p class="hint">With powers of two, a chip shifts bits where it would have to multiply.</p>
    </fieldset>
    </div>
    <div data-part="bits">
    <label for="bits">Bits</label>
    <div class="row">
    <button type="button" id="bits-less" aria-label="Fewer bits">−</button>
    <input type="range" id="bits" min="2" max="16" step="1">
    <button type="button" id="bits-more" aria-label="More bits">+</button>
    <output id="bits-value" for="bits"></output>
    </div>
    </div>
    <div data-part="error">
    <label for="error">Error to minimise</label>
    <div class="row">
    <select id="error"></select>
    <span id="p-field"><label for="p">p</label> <input type="number" id="p" min="0.25" max="16" step="0.25"></span>
    </div>
    <p class="hint" id="error-meaning"></p>
    </div>
    <div data-part="sign">
    <label for="sign">Sign of the grid</label>
    <select id="sign">
    <option value="data" id="sign-data">as the values</option>
    <option value="signed">signed: −t … t − Δ</option>
    <option value="unsigned">unsigned: 0 … t − Δ</option>
    </select>
    </div>
    <div data-part="counts">
    <fieldset>
    <legend>Scale of the counts</legend>
    <label><input type="radio" name="counts" id="counts-log"> logarithmic</label>
    <label><input type="radio" name="counts" id="counts-linear"> linear</label>
    </fieldset>
    </div>
    <div data-part="predict">
    <label><input type="checkbox" id="predict"> Let me guess first at every new output</label>
    </div>
    </section>
    <section class="numbers" data-part="numbers" aria-labelledby="numbers-title">
    <h3 id="numbers-title">At this t <span class="kind estimated">from the histogram</span></h3>
    <dl>
    <div><dt>t</dt><dd id="number-t"></dd></div>
    <div><dt>step Δ</dt><dd id="number-step"></dd></div>
    <div><dt>levels</dt><dd id="number-levels"></dd></div>
    <div><dt>grid</dt><dd id="number-range"></dd></div>
    <div><dt>clipped</dt><dd id="number-cut"></dd></div>
    <div><dt id="number-error-name">ERR</dt><dd id="number-error"></dd></div>
    <div><dt>against the best</dt><dd id="number-against"></dd></div>
    <div><dt>SQNR</dt><dd id="number-noise"></dd></div>
    </dl>
    </section>
    </div>
    <div class="views">
    <figure data-part="histogram">
    <figcaption><b>1 Values</b> and what t clips</figcaption>
    <div><svg id="histogram-view" class="draggable" role="img" aria-label="Histogram of the values with the threshold and the levels of the grid"></svg></div>
    </figure>
    <figure data-part="curve">
    <figcaption><b>2 Error</b> by threshold: clipping and rounding</figcaption>
    <div><svg id="curve-view" role="img" aria-label="The error by threshold, and its two parts"></svg></div>
    </figure>
    <figure data-part="staircase">
    <figcaption><b>3 Quantizer</b>: what becomes of a value</figcaption>
    <div><svg id="staircase-view" role="img" aria-label="The quantizer's staircase and its error"></svg></div>
    </figure>
    <figure data-part="strip">
    <figcaption><b>4 Network</b>: all outputs, and where you are</figcaption>
    <div><svg id="strip-view" role="img" aria-label="All outputs of the network: how far their values reach, and answers lost"></svg></div>
    <p class="key"><span><i class="key-reach"></i> from the median of |values| to the largest</span> <span><i class="key-spread"></i> to the 99.9 % value</span> <span id="key-choice"><i class="key-choice"></i> MSE’s t</span> <span><span class="kind measured">measured</span> <i class="key-none"></i> logits when one output alone is rounded at MSE’s t, higher is noisier; <i class="key-lost"></i> it also changes answers</span></p>
    </figure>
    <div class="legend" data-part="legend">
    <p><b>Δ</b> is the distance of two levels. Twice the t makes it twice as coarse.</p>
    <p><b>Clipped</b> is the share of values beyond the grid, which ends one step below t. They are set to its end.</p>
    <p><b>ERR</b> is what the method makes small. Methods have different units: compare t, not ERR.</p>
    <p><b>SQNR</b> is the power of the values over that of the error. 6 dB more is one bit more.</p>
    </div>
    </div>
    </div>
    <div class="below">
    <section data-part="methods" aria-labelledby="choices-title">
    <h3 id="choices-title" tabindex="-1">What the methods chose <span class="kind estimated">from the histogram</span></h3>
    <p id="choices-later" class="hint">They come with the reveal.</p>
    <div id="choices">
    <div class="scroll"><table>
    <thead><tr><th scope="col">method</th><th scope="col">its t</th><th scope="col" id="choices-error"></th><th scope="col">against the best</th><th scope="col">clipped</th></tr></thead>
    <tbody id="choices-rows"></tbody>
    </table></div>
    <p class="hint" id="choices-note"></p>
    <p><b>Why there.</b> <span id="why"></span></p>
    <p data-part="hardware"><b>What powers of two cost.</b> <span id="hardware-cost"></span></p>
    <h4>Why they differ</h4>
    <dl class="why" id="why-methods"></dl>
    <p class="hint">Powers of two hide small differences. Allow any t to see what each would choose by itself.</p>
    </div>
    </section>
    <section data-part="truth" aria-labelledby="truth-title">
    <h3 id="truth-title">What it did to answers <span class="kind measured">measured</span></h3>
    <div id="alone">
    <h4 id="alone-title">This output alone</h4>
    <div class="scroll"><table><thead><tr><th scope="col">threshold</th><th scope="col">t</th><th scope="col" class="bar">answers that stay</th><th scope="col"></th><th scope="col">logits</th></tr></thead>
    <tbody id="alone-rows"></tbody></table></div>
    <p class="hint" id="alone-note"></p>
    </div>
    <p id="alone-later" class="hint">What half of MSE’s threshold does to the answers comes with the reveal.</p>
    <h4>All outputs together, powers of two</h4>
    <div class="scroll"><table class="together"><thead><tr id="truth-head"></tr></thead><tbody id="truth-rows"></tbody></table></div>
    <p class="hint" id="truth-note"></p>
    </section>
    <section data-part="round" aria-labelledby="round-title">
    <h3 id="round-title">You against MSE</h3>
    <p id="round-note" tabindex="-1" role="status"></p>
    <p><button type="button" id="start-round">Start a round</button>
    <button type="button" id="next-turn" class="main">Next</button>
    <button type="button" id="end-round">End the round</button></p>
    <div id="score">
    <div class="scroll"><table><thead><tr><th scope="col">output</th><th scope="col">you</th><th scope="col">MSE</th><th scope="col">your error</th><th scope="col">NOCLIPPING’s</th></tr></thead>
    <tbody id="score-rows"></tbody></table></div>
    <p id="score-sum"></p>
    </div>
    </section>
    </div>
    </main>
    """
}

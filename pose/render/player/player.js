// Puts the page together: what is shown, the clock, the controls. `player` is for the console.

const $ = (id) => document.getElementById(id);
const kSpeeds = [0.1, 0.25, 0.5, 1, 2, 4];

class Player {
  constructor(scene) {
    this.scene = scene;
    this.frame = 0;
    this.playing = false;
    this.looping = true;
    this.speed = 1;
    this.state = { follow: true, trail: false, sideBySide: false, hovered: null, selected: null };
    this.camera = cameraFor(scene);
    const changed = () => this.changed();
    changed.now = () => this.draw();
    this.view3d = new View3d($("view3d"), scene, this.camera, this.state, changed);
    if (scene.keypoints) {
      $("input").hidden = false;
      this.view2d = new View2d($("view2d"), scene.keypoints, changed);
    }
    this.timeline = new Timeline($("curve"), scene, changed);
    this.angles = new AnglePlots(scene, changed);
    this.describe();
    this.changed();
  }

  describe() {
    const { fps, frames, keypoints } = this.scene;
    const rate = `${Number(fps.toFixed(3))} fps`;
    $("facts").textContent = `${frames} ${frames === 1 ? "frame" : "frames"} · ${rate} · ${(frames / fps).toFixed(2)} s`;
    $("scrub").max = frames - 1;
    if (keypoints) $("view2d").setAttribute("aria-label", `2D keypoints (${keypoints.layout}) in a ${keypoints.width} by ${keypoints.height} video`);
    $("side-by-side").hidden = this.scene.motions.length < 2;
  }

  /** Draws soon; however often it is called, once per picture of the screen. */
  changed() {
    this.pending ??= requestAnimationFrame(() => {
      this.pending = undefined;
      this.draw();
    });
  }

  draw() {
    this.view3d.draw(this.frame);
    this.view2d?.draw(this.frame);
    this.timeline.draw(this.frame);
    this.angles.draw(this.frame);
    const { fps, frames, keypoints, motions } = this.scene;
    const number = this.scene.frameNumbers[this.frame];
    $("place").querySelector("b").textContent = `frame ${number}`;
    $("place").querySelector("span").textContent = `${(this.frame / fps).toFixed(2)} s`;
    const scrub = $("scrub");
    scrub.value = this.frame;
    scrub.setAttribute("aria-valuetext", `frame ${number}, ${(this.frame / fps).toFixed(2)} seconds`);
    scrub.style.setProperty("--done", `${100 * this.frame / Math.max(1, frames - 1)}%`);
    for (const motion of motions) if (motion.errors) motion.errorLabel.textContent = millimetres(motion.errors[this.frame]);
    if (keypoints) {
      const seen = this.view2d.drawn.length;
      $("input-facts").textContent = `2D input · ${keypoints.width}×${keypoints.height} · ${seen} of ${keypoints.joints.length} keypoints`;
    }
    refreshTooltip();
  }

  seek(frame) {
    this.frame = clamp(Math.round(frame), 0, this.scene.frames - 1);
    this.clock = undefined;  // playing goes on from here
    this.changed();
  }

  step(frames) {
    this.pause();
    this.seek(this.frame + frames);
  }

  play() {
    if (this.playing || this.scene.frames < 2) return;
    if (this.frame === this.scene.frames - 1) this.seek(0);
    this.playing = true;
    this.clock = undefined;
    this.showPlaying();
    this.next = requestAnimationFrame((now) => this.tick(now));
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.next);
    this.showPlaying();
  }

  showPlaying() {
    $("play").classList.toggle("playing", this.playing);
    $("play").setAttribute("aria-label", this.playing ? "Pause" : "Play");
  }

  /** The frame is computed from the time since the last seek, so that no rounding adds up. */
  tick(now) {
    if (!this.playing) return;
    this.clock ??= { time: now, frame: this.frame };
    const passed = Math.max(0, now - this.clock.time) / 1000 * this.scene.fps * this.speed;
    const last = this.scene.frames - 1;
    const due = this.clock.frame + Math.floor(passed + 1e-6);
    const frame = this.looping ? due % (last + 1) : Math.min(due, last);
    if (frame !== this.frame) this.changed();
    this.frame = frame;
    if (due > last && !this.looping) this.pause();
    else this.next = requestAnimationFrame((later) => this.tick(later));
  }

  setLooping(on) {
    this.looping = on;
    this.clock = undefined;
  }

  setSpeed(speed) {
    this.speed = speed;
    this.clock = undefined;
    $("speed").value = speed;
  }

  /** Where a joint was drawn last: {x, y} in the page, or null. */
  placeOf(motionIndex, joint) {
    const spot = this.view3d.drawn.find((s) => s.motion.index === motionIndex && s.joint === joint);
    const box = $("view3d").getBoundingClientRect();
    return spot ? { x: spot.x + box.left, y: spot.y + box.top } : null;
  }
}

const millimetres = (error) => Number.isFinite(error) ? `${error.toFixed(1)} mm` : "no error";

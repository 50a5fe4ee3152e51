import { mount } from 'svelte';
import App from './App.svelte';
import '../lib/base.css';
import './track.css';

mount(App, { target: document.getElementById('app')! });
